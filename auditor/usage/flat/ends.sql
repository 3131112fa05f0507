SELECT 'day' AS grain, $keys, CAST(began AS DATE) AS day, CAST(NULL AS INTEGER) AS hour, CAST(NULL AS INTEGER) AS input_bin, CAST(NULL AS INTEGER) AS output_bin, $sums
FROM rows_read GROUP BY $keys, CAST(began AS DATE)
UNION ALL
SELECT 'size' AS grain, $keys, CAST(NULL AS DATE) AS day, hour, input_bin, output_bin, $counts
FROM binned WHERE kept = 1 GROUP BY GROUPING SETS (($keys, hour), ($keys, input_bin), ($keys, output_bin))
UNION ALL
SELECT 'sessions' AS grain, $keys, CAST(NULL AS DATE) AS day, CAST(NULL AS INTEGER) AS hour, CAST(NULL AS INTEGER) AS input_bin, CAST(NULL AS INTEGER) AS output_bin, $sessions
FROM rows_read WHERE kept = 1 AND NOT session IS NULL GROUP BY $keys
