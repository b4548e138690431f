-- Les vues du profil vues-sql, pour Oracle. À passer par un administrateur de la base.
--
-- Seul ce qui suit FROM et WHERE, et les noms de colonnes s'ils diffèrent (… AS entree), est à adapter : les tables de
-- cet exemple (sejour, ecriture, projet, …) sont à remplacer par celles du DUI. Une vue sans matière se crée vide :
--   SELECT '' AS finess, '' AS note_id, CAST(NULL AS DATE) AS ecrite_le FROM DUAL WHERE 1 = 0
-- Les vues sont dans le schéma JAUGE, qui reçoit la lecture des tables du DUI (schéma DUI) avec GRANT OPTION.

CREATE USER jauge IDENTIFIED BY "à remplacer" ACCOUNT LOCK;
GRANT SELECT ON dui.sejour TO jauge WITH GRANT OPTION;
GRANT SELECT ON dui.ecriture TO jauge WITH GRANT OPTION;
GRANT SELECT ON dui.projet TO jauge WITH GRANT OPTION;
GRANT SELECT ON dui.agenda TO jauge WITH GRANT OPTION;
GRANT SELECT ON dui.identite TO jauge WITH GRANT OPTION;
GRANT SELECT ON dui.mssante TO jauge WITH GRANT OPTION;
GRANT SELECT ON dui.dmp TO jauge WITH GRANT OPTION;
GRANT SELECT ON dui.prescription TO jauge WITH GRANT OPTION;
GRANT SELECT ON dui.liaison TO jauge WITH GRANT OPTION;


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

-- Le compte de lecture : se connecter, et SELECT sur ces vues. Rien d'autre.
CREATE USER jauge_lecture IDENTIFIED BY "à remplacer";
GRANT CREATE SESSION TO jauge_lecture;
GRANT SELECT ON jauge.jauge_accompagnement TO jauge_lecture;
CREATE SYNONYM jauge_lecture.jauge_accompagnement FOR jauge.jauge_accompagnement;
GRANT SELECT ON jauge.jauge_ecriture TO jauge_lecture;
CREATE SYNONYM jauge_lecture.jauge_ecriture FOR jauge.jauge_ecriture;
GRANT SELECT ON jauge.jauge_projet TO jauge_lecture;
CREATE SYNONYM jauge_lecture.jauge_projet FOR jauge.jauge_projet;
GRANT SELECT ON jauge.jauge_evenement TO jauge_lecture;
CREATE SYNONYM jauge_lecture.jauge_evenement FOR jauge.jauge_evenement;
GRANT SELECT ON jauge.jauge_identite TO jauge_lecture;
CREATE SYNONYM jauge_lecture.jauge_identite FOR jauge.jauge_identite;
GRANT SELECT ON jauge.jauge_message TO jauge_lecture;
CREATE SYNONYM jauge_lecture.jauge_message FOR jauge.jauge_message;
GRANT SELECT ON jauge.jauge_depot_dmp TO jauge_lecture;
CREATE SYNONYM jauge_lecture.jauge_depot_dmp FOR jauge.jauge_depot_dmp;
GRANT SELECT ON jauge.jauge_prescription TO jauge_lecture;
CREATE SYNONYM jauge_lecture.jauge_prescription FOR jauge.jauge_prescription;
GRANT SELECT ON jauge.jauge_note TO jauge_lecture;
CREATE SYNONYM jauge_lecture.jauge_note FOR jauge.jauge_note;
