{#- Schemas are named as written, without the target's name before them; what is published stands in
    main, which needs no name. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{- 'main' if node is not none and node.name in var('published')
        else (custom_schema_name or target.schema) | trim -}}
{%- endmacro %}
