-- Les vues du profil vues-sql, pour PostgreSQL. À passer par un administrateur de la base.
--
-- Seul ce qui suit FROM et WHERE, et les noms de colonnes s'ils diffèrent (… AS entree), est à adapter : les tables de
-- cet exemple (sejour, ecriture, projet, …) sont à remplacer par celles du DUI. Une vue sans matière se crée vide :
--   SELECT '' AS finess, '' AS note_id, CAST(NULL AS timestamp) AS ecrite_le WHERE 1 = 0
-- Les vues lisent avec les droits de leur propriétaire : le compte de lecture n'a besoin d'aucun droit sur les tables.

CREATE SCHEMA IF NOT EXISTS jauge;

CREATE VIEW jauge.jauge_accompagnement AS
  SELECT finess, dossier, entree, sortie
  FROM public.sejour;

CREATE VIEW jauge.jauge_ecriture AS
  SELECT finess, dossier, ecrit_le
  FROM public.ecriture
  WHERE technique = 0;

CREATE VIEW jauge.jauge_projet AS
  SELECT finess, dossier, debut, fin
  FROM public.projet
  WHERE statut IN ('PREPARATION', 'ACTIF', 'TERMINE');

CREATE VIEW jauge.jauge_evenement AS
  SELECT finess, dossier, debut
  FROM public.agenda
  WHERE annule = 0;

CREATE VIEW jauge.jauge_identite AS
  SELECT finess, dossier, qualifiee_le
  FROM public.identite;

CREATE VIEW jauge.jauge_message AS
  SELECT finess, message_id, envoye_le
  FROM public.mssante;

CREATE VIEW jauge.jauge_depot_dmp AS
  SELECT finess, document_id, depose_le
  FROM public.dmp;

CREATE VIEW jauge.jauge_prescription AS
  SELECT finess, prescription_id, importee_le
  FROM public.prescription;

CREATE VIEW jauge.jauge_note AS
  SELECT finess, note_id, ecrite_le
  FROM public.liaison;

-- Le compte de lecture : rien d'autre que SELECT sur ces vues. Jauge refuse un compte qui peut écrire.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'jauge_lecture') THEN
    CREATE ROLE jauge_lecture LOGIN CONNECTION LIMIT 2;  -- PASSWORD '…', ou l'authentification par le socket
  END IF;
END $$;
ALTER ROLE jauge_lecture SET search_path = jauge;
GRANT USAGE ON SCHEMA jauge TO jauge_lecture;
GRANT SELECT ON ALL TABLES IN SCHEMA jauge TO jauge_lecture;
-- Sur une base ancienne, PUBLIC peut créer des tables dans public : REVOKE CREATE ON SCHEMA public FROM PUBLIC;
