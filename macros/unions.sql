{#- All rows of several relations, models or subqueries by name, each column under its own name. -#}
{% macro union_by_name(relations) -%}
    {% for relation in relations -%}
    select * from {{ relation }}
    {%- if not loop.last %}
    union all by name
    {% endif %}
    {%- endfor %}
{%- endmacro %}
