-- Broken identities that share a figure, or are off by the same amount between the same tables, have
-- one cause. The figure that stands in most of them, and in fewest that hold, is the likely one.
with recursive broken as (

    select
        *,
        md5(concat_ws('|', identity, document_id, place_key)) as finding_id
    from {{ ref('audit_identities') }}
    where outcome = 'broken' and difference_yuan is not null

),

identities as (

    select * from {{ ref('identities') }}

),

operands as (

    select distinct
        operands.identity,
        operands.document_id,
        operands.place_key,
        operands.alternative,
        operands.printed_figure_id as figure_id
    from {{ ref('audit_operands') }} as operands

),

figure_outcomes as (

    select * from {{ ref('audit_figure_outcomes') }}

),

settled as (

    select * from {{ ref('audit_settled') }}

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

),

shared_figures as (

    select
        finding_id,
        document_id || '/' || figure_id as link
    from broken_operands
    where broken_count > 1

),

same_differences as (

    select
        finding_id,
        concat_ws('/', document_id, abs(difference_yuan), table_no) as link
    from broken
    union
    select
        finding_id,
        concat_ws('/', document_id, abs(difference_yuan), other_table_no) as link
    from broken

),

judged as (

    select
        judged.document_id,
        judged.identity,
        judged.table_no,
        judged.column_no,
        identities.scope,
        broken.finding_id,
        count(*) over (
            partition by judged.document_id, judged.identity, judged.table_no, judged.column_no
        ) as judged_count,
        count(broken.finding_id) over (
            partition by judged.document_id, judged.identity, judged.table_no, judged.column_no
        ) as broken_count
    from {{ ref('audit_identities') }} as judged
    inner join identities on judged.identity = identities.identity
    left join broken
        on
            judged.identity = broken.identity
            and judged.document_id = broken.document_id
            and judged.place_key = broken.place_key
    where judged.outcome in ('holds', 'rounding', 'broken')

),

-- a row that is missing breaks every column of its total
same_rows as (

    select
        broken.finding_id,
        concat_ws('/', broken.document_id, broken.identity, broken.table_no, broken.row_no) as link
    from broken
    inner join identities on broken.identity = identities.identity
    where identities.scope in ('column', 'hierarchy')

),

-- a column that goes by another rule breaks in most of its rows
same_columns as (

    select
        finding_id,
        concat_ws('/', document_id, identity, table_no, 'column', column_no) as link
    from judged
    where scope = 'row' and broken_count >= 2 and broken_count * 2 >= judged_count and finding_id is not null

),

links as (

    select * from same_rows
    union
    select * from same_columns
    union
    select * from shared_figures
    union
    select * from same_differences

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
