-- Every purse with each of its ancestors; itself at depth 0.
with recursive purses as (

    select * from {{ ref('funding_sources') }}

),

tree as (

    select
        funding_source,
        funding_source as ancestor,
        parent as next_ancestor,
        0 as depth
    from purses
    union all
    select
        tree.funding_source,
        purses.funding_source as ancestor,
        purses.parent as next_ancestor,
        tree.depth + 1 as depth
    from tree
    inner join purses on tree.next_ancestor = purses.funding_source

),

related as (

    select
        funding_source,
        ancestor,
        depth
    from tree

)

select * from related
