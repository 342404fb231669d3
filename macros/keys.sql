{#- Unit codes are local: the key of a unit is its region, its department and its code. -#}
{% macro unit_key(region_code, department_name, unit_code) -%}
    md5(concat_ws('|', coalesce({{ region_code }}, ''), coalesce({{ folded(department_name) }}, ''), coalesce({{ unit_code }}, '')))[:16]
{%- endmacro %}
