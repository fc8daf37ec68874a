-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Who signs in by an address finds the registrations that carry it.

CREATE INDEX registration_email ON registration (LOWER(email));
