-- A small DUI: two establishments, the views of the profile vues-sql, and an account that reads them.
CREATE TABLE sejour (finess text, dossier text, entree date, sortie date);
CREATE TABLE ecriture (finess text, dossier text, ecrit_le timestamp);
CREATE TABLE agenda (finess text, dossier text, debut timestamp);
CREATE TABLE projet (finess text, dossier text, debut date, fin date);
CREATE TABLE envoi (finess text, id text, le timestamp);
-- 40 persons each since last year; in the last ended month 36 files are written, 30 have a project and an event.
INSERT INTO sejour SELECT f, 'D' || n, current_date - 400, NULL
  FROM unnest(ARRAY['670000165', '670000173']) f, generate_series(1, 40) n;
INSERT INTO ecriture SELECT f, 'D' || n, date_trunc('month', current_date) - interval '1 month' + n * interval '17 hours'
  FROM unnest(ARRAY['670000165', '670000173']) f, generate_series(1, 36) n;
INSERT INTO agenda SELECT f, 'D' || n, date_trunc('month', current_date) - interval '1 month' + n * interval '18 hours'
  FROM unnest(ARRAY['670000165', '670000173']) f, generate_series(1, 30) n;
INSERT INTO projet SELECT f, 'D' || n, current_date - 300, NULL
  FROM unnest(ARRAY['670000165', '670000173']) f, generate_series(1, 30) n;
INSERT INTO envoi SELECT f, f || '-' || n, date_trunc('month', current_date) - interval '1 month' + n * interval '20 hours'
  FROM unnest(ARRAY['670000165', '670000173']) f, generate_series(1, 12) n;

CREATE SCHEMA jauge;
CREATE VIEW jauge.jauge_accompagnement AS SELECT finess, dossier, entree, sortie FROM sejour;
CREATE VIEW jauge.jauge_ecriture AS SELECT finess, dossier, ecrit_le FROM ecriture;
CREATE VIEW jauge.jauge_projet AS SELECT finess, dossier, debut, fin FROM projet;
CREATE VIEW jauge.jauge_evenement AS SELECT finess, dossier, debut FROM agenda;
CREATE VIEW jauge.jauge_identite AS SELECT '' AS finess, '' AS dossier, NULL::timestamp AS qualifiee_le WHERE 1 = 0;
CREATE VIEW jauge.jauge_message AS SELECT finess, id AS message_id, le AS envoye_le FROM envoi;
CREATE VIEW jauge.jauge_depot_dmp AS SELECT '' AS finess, '' AS document_id, NULL::timestamp AS depose_le WHERE 1 = 0;
CREATE VIEW jauge.jauge_prescription AS
  SELECT '' AS finess, '' AS prescription_id, NULL::timestamp AS importee_le WHERE 1 = 0;
CREATE VIEW jauge.jauge_note AS SELECT '' AS finess, '' AS note_id, NULL::timestamp AS ecrite_le WHERE 1 = 0;

CREATE ROLE jauge LOGIN CONNECTION LIMIT 2;
ALTER ROLE jauge SET search_path = jauge;
GRANT USAGE ON SCHEMA jauge TO jauge;
GRANT SELECT ON ALL TABLES IN SCHEMA jauge TO jauge;
