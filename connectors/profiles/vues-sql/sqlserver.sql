-- Les vues du profil vues-sql, pour SQL Server. À passer par un administrateur de la base.
--
-- Seul ce qui suit FROM et WHERE, et les noms de colonnes s'ils diffèrent (… AS entree), est à adapter : les tables de
-- cet exemple (sejour, ecriture, projet, …) sont à remplacer par celles du DUI. Une vue sans matière se crée vide :
--   SELECT '' AS finess, '' AS note_id, CAST(NULL AS datetime2) AS ecrite_le WHERE 1 = 0
-- Les vues de jauge appartiennent à dbo, comme les tables : la chaîne de propriété donne la lecture sans droit sur elles.

CREATE SCHEMA jauge AUTHORIZATION dbo;
GO


CREATE VIEW jauge.jauge_accompagnement AS
  SELECT finess, dossier, entree, sortie
  FROM dbo.sejour;
GO

CREATE VIEW jauge.jauge_ecriture AS
  SELECT finess, dossier, ecrit_le
  FROM dbo.ecriture
  WHERE technique = 0;
GO

CREATE VIEW jauge.jauge_projet AS
  SELECT finess, dossier, debut, fin
  FROM dbo.projet
  WHERE statut IN ('PREPARATION', 'ACTIF', 'TERMINE');
GO

CREATE VIEW jauge.jauge_evenement AS
  SELECT finess, dossier, debut
  FROM dbo.agenda
  WHERE annule = 0;
GO

CREATE VIEW jauge.jauge_identite AS
  SELECT finess, dossier, qualifiee_le
  FROM dbo.identite;
GO

CREATE VIEW jauge.jauge_message AS
  SELECT finess, message_id, envoye_le
  FROM dbo.mssante;
GO

CREATE VIEW jauge.jauge_depot_dmp AS
  SELECT finess, document_id, depose_le
  FROM dbo.dmp;
GO

CREATE VIEW jauge.jauge_prescription AS
  SELECT finess, prescription_id, importee_le
  FROM dbo.prescription;
GO

CREATE VIEW jauge.jauge_note AS
  SELECT finess, note_id, ecrite_le
  FROM dbo.liaison;
GO

-- Le compte de lecture : rien d'autre que SELECT sur le schéma jauge.
CREATE LOGIN jauge_lecture WITH PASSWORD = N'à remplacer', CHECK_POLICY = ON;
CREATE USER jauge_lecture FOR LOGIN jauge_lecture WITH DEFAULT_SCHEMA = jauge;
GRANT SELECT ON SCHEMA::jauge TO jauge_lecture;
GO
