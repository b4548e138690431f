-- Les vues du profil vues-sql, pour MariaDB et MySQL. À passer par un administrateur de la base.
--
-- Seul ce qui suit FROM et WHERE, et les noms de colonnes s'ils diffèrent (… AS entree), est à adapter : les tables de
-- cet exemple (sejour, ecriture, projet, …) sont à remplacer par celles du DUI. Une vue sans matière se crée vide :
--   SELECT '' AS finess, '' AS note_id, CAST(NULL AS DATETIME) AS ecrite_le FROM DUAL WHERE 1 = 0
-- SQL SECURITY DEFINER (le défaut) : la vue lit avec les droits de qui l'a créée.

CREATE DATABASE IF NOT EXISTS jauge;

CREATE VIEW jauge.jauge_accompagnement AS
  SELECT finess, dossier, entree, sortie
  FROM dui.sejour;

CREATE VIEW jauge.jauge_ecriture AS
  SELECT finess, dossier, ecrit_le
  FROM dui.ecriture
  WHERE technique = 0;

CREATE VIEW jauge.jauge_projet AS
  SELECT finess, dossier, debut, fin
  FROM dui.projet
  WHERE statut IN ('PREPARATION', 'ACTIF', 'TERMINE');

CREATE VIEW jauge.jauge_evenement AS
  SELECT finess, dossier, debut
  FROM dui.agenda
  WHERE annule = 0;

CREATE VIEW jauge.jauge_identite AS
  SELECT finess, dossier, qualifiee_le
  FROM dui.identite;

CREATE VIEW jauge.jauge_message AS
  SELECT finess, message_id, envoye_le
  FROM dui.mssante;

CREATE VIEW jauge.jauge_depot_dmp AS
  SELECT finess, document_id, depose_le
  FROM dui.dmp;

CREATE VIEW jauge.jauge_prescription AS
  SELECT finess, prescription_id, importee_le
  FROM dui.prescription;

CREATE VIEW jauge.jauge_note AS
  SELECT finess, note_id, ecrite_le
  FROM dui.liaison;

-- Le compte de lecture : rien d'autre que SELECT sur ces vues, et deux connexions au plus.
CREATE USER IF NOT EXISTS jauge_lecture@localhost WITH MAX_USER_CONNECTIONS 2;  -- IDENTIFIED BY '…'
GRANT SELECT ON jauge.jauge_accompagnement TO jauge_lecture@localhost;
GRANT SELECT ON jauge.jauge_ecriture TO jauge_lecture@localhost;
GRANT SELECT ON jauge.jauge_projet TO jauge_lecture@localhost;
GRANT SELECT ON jauge.jauge_evenement TO jauge_lecture@localhost;
GRANT SELECT ON jauge.jauge_identite TO jauge_lecture@localhost;
GRANT SELECT ON jauge.jauge_message TO jauge_lecture@localhost;
GRANT SELECT ON jauge.jauge_depot_dmp TO jauge_lecture@localhost;
GRANT SELECT ON jauge.jauge_prescription TO jauge_lecture@localhost;
GRANT SELECT ON jauge.jauge_note TO jauge_lecture@localhost;
