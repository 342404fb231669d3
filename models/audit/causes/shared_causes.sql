-- What broken identities have in common that makes them one cause: a figure, a difference between the
-- same tables, a row that is missing, a column that goes by another rule.
with broken as (

    select * from {{ ref('audit_broken') }}

),

broken_operands as (

    select * from {{ ref('audit_broken_figures') }}

),

identities as (

    select * from {{ ref('identities') }}

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

)

select * from links
