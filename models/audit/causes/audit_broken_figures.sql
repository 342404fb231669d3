-- The printed figures of what does not add up, and in how many identities each stands.
with broken as (

    select * from {{ ref('audit_broken') }}

),

operands as (

    select distinct
        identity,
        document_id,
        place_key,
        alternative,
        printed_figure_id as figure_id
    from {{ ref('audit_operands') }}

),

figure_outcomes as (

    select * from {{ ref('audit_figure_outcomes') }}

),

broken_operands as (

    select
        broken.finding_id,
        broken.document_id,
        operands.figure_id,
        figure_outcomes.broken_count,
        figure_outcomes.held_count
    from broken
    inner join operands
        on
            broken.identity = operands.identity
            and broken.document_id = operands.document_id
            and broken.place_key = operands.place_key
            and broken.alternative = operands.alternative
    inner join figure_outcomes on operands.figure_id = figure_outcomes.figure_id

)

select * from broken_operands
