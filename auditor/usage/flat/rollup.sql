-- One log, rolled up by caller, provider and model: sums by day, how many calls by hour and by size, and sessions.
-- Written once, in DuckDB's dialect, of which sqlglot makes every other; what a dollar names stands in statement.py.
WITH told AS NOT MATERIALIZED (
  -- A row as the log has it, under our names: texts, tokens as floating point numbers, a time in UTC.
  $told
),
once AS NOT MATERIALIZED (
  -- A call that is written down twice counts once.
  $once
),
figures AS NOT MATERIALIZED (
  -- Tokens are whole numbers; what is not is none.
  SELECT once.*, $whole, $shapeless AS f_shapeless FROM once
),
believed AS NOT MATERIALIZED (
  SELECT *,
    CASE WHEN blank = 1 THEN 1 WHEN calls < 0 OR calls > 1e9 OR calls <> FLOOR(calls) THEN 2 WHEN answered = 1 THEN 3 ELSE 0 END AS left_out,
    CASE WHEN $negative THEN 2 WHEN $absurd THEN 3 WHEN $no_figure THEN 1 ELSE 0 END AS untold,
    CASE
      WHEN n_cache_write > COALESCE(n_cache_write_5m, 0) + COALESCE(n_cache_write_1h, 0)
      THEN n_cache_write - COALESCE(n_cache_write_1h, 0) ELSE n_cache_write_5m
    END AS write_5m,
    $output AS all_output,
    CASE WHEN began IS NULL THEN 1 WHEN began < CAST('2020-01-01' AS TIMESTAMP) THEN 2 WHEN $future THEN 3 ELSE 0 END AS timeless,
    CASE
      WHEN cost_size IS NULL THEN 0 WHEN UPPER(currency) <> 'USD' THEN 1
      WHEN cost_size < 0 THEN 2 WHEN cost_size > 1e9 THEN 3 ELSE 0
    END AS costless
  FROM figures
),
weighed AS NOT MATERIALIZED (
  SELECT *,
    COALESCE(n_cache_read, 0) + COALESCE(write_5m, 0) + COALESCE(n_cache_write_1h, 0) AS cached,
    CASE WHEN $counts_exclusive THEN 1 ELSE 0 END AS declared
  FROM believed
),
decided AS NOT MATERIALIZED (
  -- A single call that failed and has no tokens but 0 tells none, and no cost but what it did cost.
  SELECT *, CASE WHEN $turned THEN 1 - declared ELSE declared END AS exclusive,
    CASE WHEN failed = 1 AND calls = 1 AND NOT ($is_bucket) AND (untold > 0 OR (
      COALESCE(n_uncached, n_input, 0) = 0 AND cached = 0 AND COALESCE(all_output, 0) = 0 AND COALESCE(n_reasoning, 0) = 0
    )) THEN 1 ELSE 0 END AS silent
  FROM weighed
),
heard AS NOT MATERIALIZED (
  SELECT *, CASE WHEN left_out = 0 AND untold = 0 AND silent = 0 THEN 1 ELSE 0 END AS tells FROM decided
),
rows_read AS NOT MATERIALIZED (
  SELECT agent, agent_name, prompt_name, prompt_sha256, provider, model,
    CASE WHEN agent IS NULL AND agent_name IS NULL AND prompt_name IS NULL THEN account END AS account,
    CASE WHEN left_out = 0 AND calls IS NULL THEN 1 ELSE 0 END AS f_calls,
    session, again, left_out, untold, timeless, costless,
    CASE WHEN left_out = 0 THEN 1 ELSE 0 END AS kept,
    CASE WHEN left_out = 0 THEN CAST(COALESCE(calls, 0) AS BIGINT) ELSE 0 END AS calls,
    CASE WHEN left_out = 0 AND failed >= 0 AND failed <= calls THEN CAST(failed AS BIGINT) ELSE 0 END AS failed,
    CASE WHEN left_out = 0 AND ($is_bucket OR calls <> 1 OR calls IS NULL) THEN 1 ELSE 0 END AS bucket,
    CASE WHEN left_out = 0 AND untold <= 1 THEN f_shapeless ELSE 0 END AS f_shapeless,
    CASE WHEN tells = 1 THEN COALESCE(n_uncached,
      CASE WHEN exclusive = 1 OR cached > n_input THEN n_input ELSE n_input - cached END) END AS uncached,
    CASE WHEN tells = 1 THEN n_cache_read END AS cache_read,
    CASE WHEN tells = 1 THEN write_5m END AS cache_write_5m,
    CASE WHEN tells = 1 THEN n_cache_write_1h END AS cache_write_1h,
    CASE WHEN tells = 1 THEN all_output END AS output,
    CASE WHEN tells = 1 THEN n_reasoning END AS reasoning,
    CASE WHEN tells = 1 AND n_uncached IS NULL AND n_input IS NOT NULL AND cached > 0 THEN 1 ELSE 0 END AS weighs,
    CASE WHEN tells = 1 AND n_uncached IS NULL AND cached > 0 AND (
      (declared = 0 AND (cached > n_input OR n_total = n_input + all_output + cached))
      OR (declared = 1 AND cached <= n_input AND n_total = n_input + all_output)
    ) THEN 1 ELSE 0 END AS misfits,
    CASE WHEN tells = 1 AND n_uncached IS NULL AND exclusive = 0 AND cached > n_input THEN 1 ELSE 0 END AS f_cached,
    CASE WHEN tells = 1 AND $apart = 0 AND n_reasoning > n_output THEN 1 ELSE 0 END AS f_reasoning,
    CASE WHEN left_out = 0 AND costless = 0 AND NOT (silent = 1 AND cost = 0) THEN cost END AS cost,
    CASE WHEN left_out = 0 THEN batch END AS batch,
    CASE WHEN left_out = 0 AND timeless = 0 THEN began END AS began
  FROM heard
),
sized AS NOT MATERIALIZED (
  SELECT *,
    CASE WHEN bucket = 1 OR uncached IS NULL THEN NULL
      ELSE uncached + COALESCE(cache_read, 0) + COALESCE(cache_write_5m, 0) + COALESCE(cache_write_1h, 0) END AS input_size,
    CASE WHEN bucket = 1 THEN NULL ELSE output END AS output_size
  FROM rows_read
),
binned AS NOT MATERIALIZED (
  -- One per cent wide: within half a per cent of every size in a bin. No hours where rows cover days.
  SELECT *, CAST($hour AS INTEGER) AS hour,
    CAST(CASE WHEN input_size > 0 THEN FLOOR(LN(input_size) / $bin_width) WHEN input_size = 0 THEN -1 END AS INTEGER) AS input_bin,
    CAST(CASE WHEN output_size > 0 THEN FLOOR(LN(output_size) / $bin_width) WHEN output_size = 0 THEN -1 END AS INTEGER) AS output_bin
  FROM sized
)
$end
