{#-
    Where something stands is its key: two relations are joined by the table, the row, the column or the cell
    they speak of, and by whatever is named besides. `same_by` is for every other key of equal names.
        inner join rows on {{ same_row('cells', 'rows') }}
        left join units on {{ same_row('rows', 'units', 'block_no') }}
        left join pages on {{ same_by('rows', 'pages', 'document_id', 'page') }}
-#}
{% macro same_by(a, b) -%}
    {%- for key in varargs -%}
    {{ ' and ' if not loop.first }}{{ a }}.{{ key }} = {{ b }}.{{ key }}
    {%- endfor -%}
{%- endmacro %}

{% macro same_table(a, b) -%}
    {{ same_by(a, b, 'document_id', 'table_no', *varargs) }}
{%- endmacro %}

{% macro same_row(a, b) -%}
    {{ same_by(a, b, 'document_id', 'table_no', 'row_no', *varargs) }}
{%- endmacro %}

{% macro same_column(a, b) -%}
    {{ same_by(a, b, 'document_id', 'table_no', 'column_no', *varargs) }}
{%- endmacro %}

{% macro same_cell(a, b) -%}
    {{ same_by(a, b, 'document_id', 'table_no', 'row_no', 'column_no', *varargs) }}
{%- endmacro %}

{#- All columns of a relation but those that another relation of the join brings. -#}
{% macro all_but(relation) -%}
    {{ relation }}.* exclude ({{ varargs | join(', ') }})
{%- endmacro %}
