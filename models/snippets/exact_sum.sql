-- snippet: exact_sum(x)
-- A sum of doubles that does not depend on the order of adding, so that a partition built twice has the same rows.
-- Twelve decimals; a sum of doubles themselves differs in its last digits with the number of threads.
sum(cast({{ x }} as decimal(38, 12)))
