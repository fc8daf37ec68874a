// SPDX-License-Identifier: AGPL-3.0-or-later
export const x = "asset:site-2.css";
