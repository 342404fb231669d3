-- Broken identities grouped by cause: those that can be reached from each other by what they have in
-- common. The figure that stands in most of them, and in fewest that hold, is the likely one.
with recursive broken as (

    select * from {{ ref('audit_broken') }}

),

broken_operands as (

    select * from {{ ref('audit_broken_figures') }}

),

links as (

    select * from {{ ref('shared_causes') }}

),

settled as (

    select * from {{ ref('decided_breaks') }}

),

-- the smallest finding that can be reached is the name of the group
reached as (

    select
        finding_id,
        finding_id as reached_id
    from broken
    union
    select
        reached.finding_id,
        neighbours.finding_id as reached_id
    from reached
    inner join links on reached.reached_id = links.finding_id
    inner join links as neighbours on links.link = neighbours.link

),

cause_groups as (

    select
        finding_id,
        min(reached_id) as cause_group
    from reached
    group by all

),

likely as (

    select
        cause_groups.cause_group,
        arg_max(
            broken_operands.figure_id,
            (broken_operands.broken_count, -broken_operands.held_count, broken_operands.figure_id)
        ) as likely_figure_id
    from cause_groups
    inner join broken_operands on cause_groups.finding_id = broken_operands.finding_id
    group by all

),

causes as (

    select
        broken.finding_id,
        broken.identity,
        broken.document_id,
        broken.place_key,
        broken.place,
        broken.alternative,
        broken.left_yuan,
        broken.right_yuan,
        broken.difference_yuan,
        broken.tolerance_yuan,
        broken.left_text,
        broken.right_text,
        broken.left_quotes,
        broken.right_quotes,
        broken.operand_count,
        broken.page,
        broken.other_page,
        broken.table_no,
        broken.row_no,
        broken.column_no,
        cause_groups.cause_group,
        likely.likely_figure_id,
        settled.note,
        coalesce(settled.status, 'open') as status,
        count(*) over (partition by cause_groups.cause_group) as group_size
    from broken
    inner join cause_groups on broken.finding_id = cause_groups.finding_id
    left join likely on cause_groups.cause_group = likely.cause_group
    left join settled
        on
            broken.identity = settled.identity
            and broken.document_id = settled.document_id
            and broken.place_key = settled.place_key

)

select * from causes
