-- Les vues du profil vues-sql, pour SQLite. À passer par un administrateur de la base.
--
-- Seul ce qui suit FROM et WHERE, et les noms de colonnes s'ils diffèrent (… AS entree), est à adapter : les tables de
-- cet exemple (sejour, ecriture, projet, …) sont à remplacer par celles du DUI. Une vue sans matière se crée vide :
--   SELECT '' AS finess, '' AS note_id, NULL AS ecrite_le WHERE 1 = 0
-- Un fichier n'a pas de comptes : Jauge l'ouvre en lecture seule.

CREATE VIEW jauge_accompagnement AS
  SELECT finess, dossier, entree, sortie
  FROM sejour;

CREATE VIEW jauge_ecriture AS
  SELECT finess, dossier, ecrit_le
  FROM ecriture
  WHERE technique = 0;

CREATE VIEW jauge_projet AS
  SELECT finess, dossier, debut, fin
  FROM projet
  WHERE statut IN ('PREPARATION', 'ACTIF', 'TERMINE');

CREATE VIEW jauge_evenement AS
  SELECT finess, dossier, debut
  FROM agenda
  WHERE annule = 0;

CREATE VIEW jauge_identite AS
  SELECT finess, dossier, qualifiee_le
  FROM identite;

CREATE VIEW jauge_message AS
  SELECT finess, message_id, envoye_le
  FROM mssante;

CREATE VIEW jauge_depot_dmp AS
  SELECT finess, document_id, depose_le
  FROM dmp;

CREATE VIEW jauge_prescription AS
  SELECT finess, prescription_id, importee_le
  FROM prescription;

CREATE VIEW jauge_note AS
  SELECT finess, note_id, ecrite_le
  FROM liaison;

