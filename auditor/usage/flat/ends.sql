SELECT 'day' AS grain, $keys, CAST(began AS DATE) AS day, CAST(NULL AS INTEGER) AS hour, CAST(NULL AS INTEGER) AS input_bin, CAST(NULL AS INTEGER) AS output_bin, $sums
FROM (SELECT * FROM rows_read WHERE kept = 1) AS kept_rows GROUP BY $by, CAST(began AS DATE)
UNION ALL
SELECT 'size' AS grain, $keys, CAST(NULL AS DATE) AS day, hour, input_bin, output_bin, $counts
FROM (SELECT * FROM binned WHERE kept = 1) AS kept_rows GROUP BY GROUPING SETS (($by, hour), ($by, input_bin), ($by, output_bin))
UNION ALL
SELECT 'sessions' AS grain, $keys, CAST(NULL AS DATE) AS day, CAST(NULL AS INTEGER) AS hour, CAST(NULL AS INTEGER) AS input_bin, CAST(NULL AS INTEGER) AS output_bin, $sessions
FROM (SELECT * FROM rows_read WHERE kept = 1 AND NOT session IS NULL) AS kept_rows GROUP BY $by
UNION ALL
SELECT 'flaw' AS grain, $no_keys, CAST(NULL AS DATE) AS day, CAST(NULL AS INTEGER) AS hour, CAST(NULL AS INTEGER) AS input_bin, CAST(NULL AS INTEGER) AS output_bin, $flaws
FROM rows_read WHERE $flawed
