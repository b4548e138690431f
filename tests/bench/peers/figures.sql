-- The same figures in one statement. :first, :end: days; :wanted: an array of FINESS.
WITH dossiers AS (
  SELECT DISTINCT finess, date_trunc('month', ecrit_le)::date AS mois, dossier FROM ecriture
  WHERE technique = 0 AND ecrit_le >= :'first' AND ecrit_le < :'end' AND finess = ANY (:'wanted')),
agendas AS (
  SELECT DISTINCT finess, date_trunc('month', debut)::date AS mois, dossier FROM agenda
  WHERE annule = 0 AND debut >= :'first' AND debut < :'end' AND finess = ANY (:'wanted')),
nombres AS (
  SELECT finess, mois, count(*) AS dossiers, count(agendas.dossier) AS avec_agenda, 0 AS m, 0 AS d, 0 AS p, 0 AS l
  FROM dossiers LEFT JOIN agendas USING (finess, mois, dossier) GROUP BY 1, 2
  UNION ALL
  SELECT finess, date_trunc('month', envoye_le)::date, 0, 0, count(DISTINCT message_id), 0, 0, 0 FROM mssante
  WHERE envoye_le >= :'first' AND envoye_le < :'end' AND finess = ANY (:'wanted') GROUP BY 1, 2
  UNION ALL
  SELECT finess, date_trunc('month', depose_le)::date, 0, 0, 0, count(DISTINCT document_id), 0, 0 FROM dmp
  WHERE depose_le >= :'first' AND depose_le < :'end' AND finess = ANY (:'wanted') GROUP BY 1, 2
  UNION ALL
  SELECT finess, date_trunc('month', importee_le)::date, 0, 0, 0, 0, count(DISTINCT prescription_id), 0 FROM prescription
  WHERE importee_le >= :'first' AND importee_le < :'end' AND finess = ANY (:'wanted') GROUP BY 1, 2
  UNION ALL
  SELECT finess, date_trunc('month', ecrite_le)::date, 0, 0, 0, 0, 0, count(DISTINCT note_id) FROM liaison
  WHERE ecrite_le >= :'first' AND ecrite_le < :'end' AND finess = ANY (:'wanted') GROUP BY 1, 2)
SELECT finess, to_char(mois, 'YYYY-MM'), sum(dossiers), sum(avec_agenda), sum(m), sum(d), sum(p), sum(l)
FROM nombres GROUP BY 1, 2 ORDER BY 1, 2;
