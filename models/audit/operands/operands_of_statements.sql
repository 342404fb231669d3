-- Both sides of identities that involve the prose: against the tables, and against itself.
with ratios as (

    select
        identity,
        document_id,
        place_key,
        alternative,
        left_figure_id,
        figure_id as right_figure_id
    from {{ ref('statements_of_ratios') }}

),

pairs as (

    {{ union_by_name([
        ref('statements_in_tables'),
        ref('statements_of_absence'),
        ref('statements_of_parts'),
        ref('statements_by_function'),
        'ratios',
    ]) }}

),

operands as (

    select distinct
        identity,
        document_id,
        place_key,
        alternative,
        'left' as side,
        1 as sign,
        left_figure_id as figure_id
    from pairs
    union all
    select
        identity,
        document_id,
        place_key,
        alternative,
        'right' as side,
        1 as sign,
        right_figure_id as figure_id
    from pairs

)

select * from operands
