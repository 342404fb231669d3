{#- Which list a code belongs to is told by its digits: 2xx(xx(xx)) what for, 3xx(xx) what it buys,
    5xx(xx) the same seen by the treasury. -#}
{% macro code_list(code) -%}
    case
        when regexp_full_match({{ code }}, '2[0-9]{2}([0-9]{2}([0-9]{2})?)?') then 'function'
        when regexp_full_match({{ code }}, '3[0-9]{2}([0-9]{2}([0-9]{2})?)?') then 'economic'
        when regexp_full_match({{ code }}, '5[0-9]{2}([0-9]{2}([0-9]{2})?)?') then 'government_economic'
    end
{%- endmacro %}

{#- The code that opens a name: [201]一般公共服务支出, 2010301-行政运行, 30101 基本工资. Null for a bare
    code or a bare name. The text must be folded. -#}
{% macro code_before_name(text) -%}
    nullif(
        regexp_extract({{ text }}, '^[\[(]?([235][0-9]{2}(?:[0-9]{2}){0,2})[\])]?[^0-9.、)元%年].*', 1), ''
    )
{%- endmacro %}

{#- What two prints of one name have in common: no numbering (一、 1. （1）), no 其中, no punctuation. -#}
{% macro name_key(text) -%}
    regexp_replace(
        regexp_replace(
            {{ folded(text) }},
            '^(其中:?)?([(]?[一二三四五六七八九十]{1,3}[)、.]|[0-9]{1,2}[、.]|[(][0-9]{1,2}[)])*(其中:?)?',
            ''
        ),
        '[^0-9A-Za-z\p{Han}]', '', 'g'
    )
{%- endmacro %}

{#- Some provinces split an economic item once more (3010201 规范性津补贴 of 30102): for everyone else it
    stays the item. Function codes end at seven digits. -#}
{% macro economic_item(code) -%}
    left({{ code }}, 5)
{%- endmacro %}

{% macro splits_item(code) -%}
    length({{ code }}) > 5
{%- endmacro %}

{#- 类 is class; under it 款 › 项 is group › item for functions, item › sub_item for economic codes. -#}
{% macro code_level(code, second='item', third='sub_item') -%}
    case length({{ code }}) when 3 then 'class' when 5 then '{{ second }}' else '{{ third }}' end
{%- endmacro %}

{#- Every code of a list (a seed) and every code printed beside it, each once: name as listed, else as most
    often printed; first and last year it was seen. `column` is the code in figures. -#}
{% macro listed_and_printed_codes(seed, column) -%}
    with labels as (
        select
            {{ column }} as code,
            row_label,
            count(*) as label_count,
            min(fiscal_year) as first_year,
            max(fiscal_year) as last_year
        from {{ ref('figures') }}
        where {{ column }} is not null
        group by all
    ),

    printed as (
        select
            code,
            min_by(row_label, (-label_count, row_label)) as name,
            min(first_year) as first_year_seen,
            max(last_year) as last_year_seen
        from labels
        group by all
    )

    select
        listed.valid_from,
        listed.valid_to,
        listed.aliases,
        printed.first_year_seen,
        printed.last_year_seen,
        coalesce(listed.code, printed.code) as code,
        coalesce(listed.name, printed.name) as name,
        listed.code is not null as is_listed
    from {{ ref(seed) }} as listed
    full join printed on listed.code = printed.code
{%- endmacro %}
