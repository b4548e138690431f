-- A small DUI: two establishments, the views of connectors/profiles/vues-sql.toml, and a reader's account.
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
