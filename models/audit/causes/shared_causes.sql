-- What broken identities have in common that makes them one cause: a figure, a difference between the
-- same tables, a row that is missing, a column that goes by another rule.
with judged as (

    select
        judged.*,
        identities.scope,
        {{ finding_key('judged') }} as finding_id,
        count(*) over same_column as judged_count,
        count(*) filter (where judged.outcome = 'broken') over same_column as broken_count
    from {{ ref('audit_identities') }} as judged
    inner join {{ ref('identities') }} as identities on judged.identity = identities.identity
    where judged.outcome in ('holds', 'rounding', 'broken')
    window same_column as (partition by judged.document_id, judged.identity, judged.table_no, judged.column_no)

),

broken as (

    select * from judged
    where outcome = 'broken' and difference_yuan is not null

),

broken_figures as (

    select
        figure_id,
        unnest(finding_ids) as finding_id
    from {{ ref('audit_figure_outcomes') }}
    where broken_count > 1

),

shared_figures as (

    select
        broken.finding_id,
        broken.place_key,
        concat_ws('/', broken.document_id, broken_figures.figure_id) as link
    from broken_figures
    inner join broken on broken_figures.finding_id = broken.finding_id

),

same_differences as (

    select
        finding_id,
        place_key,
        concat_ws('/', document_id, abs(difference_yuan), unnest([table_no, other_table_no])) as link
    from broken

),

-- a row that is missing breaks every column of its total
same_rows as (

    select
        finding_id,
        place_key,
        concat_ws('/', document_id, identity, table_no, row_no) as link
    from broken
    where scope in ('column', 'hierarchy')

),

-- a column that goes by another rule breaks in most of its rows
same_columns as (

    select
        finding_id,
        place_key,
        concat_ws('/', document_id, identity, table_no, 'column', column_no) as link
    from broken
    where scope = 'row' and broken_count >= 2 and broken_count * 2 >= judged_count

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
