{#- A seed whose rows name their parent: every row with each of its ancestors, itself at depth 0. -#}
{% macro ancestors(seed, key) -%}
with recursive listed as (

    select * from {{ ref(seed) }}

),

tree as (

    select
        {{ key }},
        {{ key }} as ancestor,
        parent as next_ancestor,
        0 as depth
    from listed
    union all
    select
        tree.{{ key }},
        listed.{{ key }} as ancestor,
        listed.parent as next_ancestor,
        tree.depth + 1 as depth
    from tree
    inner join listed on tree.next_ancestor = listed.{{ key }}

)

select
    {{ key }},
    ancestor,
    depth
from tree
{%- endmacro %}
