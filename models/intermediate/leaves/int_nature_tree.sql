-- Every nature of expenditure with each of its ancestors; itself at depth 0.
with recursive natures as (

    select * from {{ ref('expenditure_natures') }}

),

tree as (

    select
        nature,
        nature as ancestor,
        parent as next_ancestor,
        0 as depth
    from natures
    union all
    select
        tree.nature,
        natures.nature as ancestor,
        natures.parent as next_ancestor,
        tree.depth + 1 as depth
    from tree
    inner join natures on tree.next_ancestor = natures.nature

),

related as (

    select
        nature,
        ancestor,
        depth
    from tree

)

select * from related
