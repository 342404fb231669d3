{#- The phase a document is about: budgets state the initial one, final accounts the final one. -#}
{% macro own_phase(document_kind) -%}
    case {{ document_kind }} when 'final_accounts' then 'final' else 'initial' end
{%- endmacro %}

{#- Which phase of another year header and row say they print; null where they do not say. -#}
{% macro phase_in_words(words) -%}
    case
        when regexp_matches({{ words }}, '执行|决算') then 'final'
        when regexp_matches({{ words }}, '预算数') then 'initial'
    end
{%- endmacro %}

{#- Measures of the single public expenses: their totals are sums of these. -#}
{% macro public_expenses() -%}
    (
        'three_public_abroad',
        'three_public_vehicle_purchase',
        'three_public_vehicle_operation',
        'three_public_vehicles',
        'three_public_reception'
    )
{%- endmacro %}

{#- What titles of tables that account for a year say: 决算, or a self-evaluation of what was reached. -#}
{% macro accounts_word() -%}
决算|自评
{%- endmacro %}
