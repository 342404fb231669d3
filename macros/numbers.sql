{#-
    A printed number is digits with or without thousands separators and decimals; negative as -1.2,
    (1.2), △1.2 or 1.2-. `printed_number` gives null for anything else: blank, -, /, a code with a
    name, and digits whose commas stand at wrong places; also for more than fifteen digits before the
    point, which no amount has (a key, a watermark of digits). The text must be folded. `extract/numbers.py`
    reads the same prints, and tests/expected/amounts.csv holds both to the same cases.
-#}
{% macro is_number(text) -%}
    {%- set grouped = '[0-9]{1,3}(,[0-9]{3})+' -%}
    {%- set number = '([0-9]+|' ~ grouped ~ ')([.][0-9]+)?' -%}
    {%- set amount = '([0-9]+[.][0-9]+|' ~ grouped ~ '([.][0-9]+)?)' -%}
    regexp_full_match({{ text }}, '[-+△▲]?{{ number }}|[(]{{ number }}[)]|{{ amount }}-')
{%- endmacro %}

{% macro printed_number(text) -%}
    case
        when {{ is_number(text) }}
            then try_cast(
                regexp_replace({{ text }}, '[^0-9.]', '', 'g') as decimal(23, 8)
            )::decimal(26, 8) * case when regexp_matches({{ text }}, '^[-△▲(]|-$') then -1 else 1 end
    end
{%- endmacro %}

{#- A printed number in yuan, exact to a hundredth of a cent; null for more than any budget has. -#}
{% macro in_yuan(number, factor) -%}
    try_cast({{ number }} * {{ factor }}::decimal(12, 0) as decimal(20, 4))::decimal(24, 4)
{%- endmacro %}

{#- Digits printed after the decimal point: what the tolerance of every identity is derived from. -#}
{% macro printed_decimals(text) -%}
    length(regexp_extract({{ text }}, '\.([0-9]+)', 1))
{%- endmacro %}

{#- How many of the first amounts of a list add up to an amount; 0 if none do. -#}
{% macro summed_count(amounts, amount) -%}
    case
        when {{ amount }} = 0 then 0
        else
            coalesce(
                list_position(
                    list_transform(range(1, len({{ amounts }}) + 1), lambda n: list_sum({{ amounts }}[1:n])), {{ amount }}
                ),
                0
            )
    end
{%- endmacro %}
