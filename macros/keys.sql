{#- Unit codes are local: the key of a unit is its region, its department and its code. Where no
    name was found, the document stands for its body. -#}
{% macro unit_key(region_code, body, unit_code) -%}
    md5(
        concat_ws('|', coalesce({{ region_code }}, ''), {{ folded(body) }}, coalesce({{ unit_code }}, ''))
    )[:16]
{%- endmacro %}
