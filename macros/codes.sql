{#- Which list a code belongs to is told by its digits: 2xx(xx(xx)) what for, 3xx(xx) what it buys,
    5xx(xx) the same seen by the treasury. -#}
{% macro code_list(code) -%}
    case
        when regexp_full_match({{ code }}, '2[0-9]{2}([0-9]{2}([0-9]{2})?)?') then 'function'
        when regexp_full_match({{ code }}, '3[0-9]{2}([0-9]{2})?') then 'economic'
        when regexp_full_match({{ code }}, '5[0-9]{2}([0-9]{2})?') then 'government_economic'
    end
{%- endmacro %}
