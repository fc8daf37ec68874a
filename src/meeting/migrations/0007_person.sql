-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What a person agreed to at a registration, in which words, when, and when they took it back. Each is a row of its own, so that what
-- was agreed to stays known after it was withdrawn; all go with the registration.

CREATE TABLE consent (
    id ID,
    registration_id INT NOT NULL REFERENCES registration (id) ON DELETE CASCADE,
    subject TEXT NOT NULL CHECK (subject IN ('list', 'needs')),
    words TEXT NOT NULL, -- the sentence that was shown
    lang TEXT NOT NULL, -- of the sentence
    given_at INT NOT NULL,
    withdrawn_at INT
);
CREATE INDEX consent_registration ON consent (registration_id, subject);
INSERT INTO consent (registration_id, subject, words, lang, given_at)
    SELECT id, 'list', list_consent_words, lang, list_consent_at FROM registration
    WHERE list_consent_words IS NOT NULL AND list_consent_at IS NOT NULL;

-- People who took part in a meeting and whose data was erased since: a number, without a name.
CREATE TABLE erased_attendance (
    event_id INT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    modality INT NOT NULL CHECK (modality IN (0, 1, 2)),
    people INT NOT NULL,
    present INT NOT NULL,
    PRIMARY KEY (event_id, modality)
);

-- Who asks for what is held about them is found by their address.
CREATE INDEX invitation_email ON invitation (LOWER(email));
