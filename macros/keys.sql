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

{#- Unit codes are local: the key of a unit is its region, its department and its code. Where no
    name was found, the document stands for its body. -#}
{% macro unit_key(region_code, body, unit_code) -%}
    md5(
        concat_ws('|', coalesce({{ region_code }}, ''), {{ folded(body) }}, coalesce({{ unit_code }}, ''))
    )[:16]
{%- endmacro %}

{#- What the names of public bodies end with. -#}
{% macro body_ending() -%}
(局|委员会|委|办公室|办|中心|厅|院|部|会|社|校|所|队|处|站|团|馆|街道|政府|学院|大学|公司|监狱|学校|基地|联|工委|园|馆|场|台|幼儿园|医院|中学|小学|高中|镇|乡|协|庭|开发区|新区)$
{%- endmacro %}

{#- A unit's name without （本级）, which some tables print and others leave out. -#}
{% macro unit_name_key(text) -%}
    regexp_replace({{ folded(text) }}, '[(]?(本级|机关本级|本部)[)]?$', '')
{%- endmacro %}

{#- How the names of the state's own bodies begin: ministries and the like, which name no place. -#}
{% macro central_body() -%}
^(国家|中华人民共和国|国务院|全国|最高人民|中央|中国|中共中央)
{%- endmacro %}
