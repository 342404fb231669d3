-- What the prose says there is none of against its table: the greatest printed figure, or the empty
-- table.
with statements as (

    select * from {{ ref('statements_of_prose') }}
    where concept = 'statement_of_absence'

),

terms as (

    {{ terms_of('statements_of_absence') }}

),

figures as (

    select * from {{ ref('audit_figures') }}

),

tables as (

    select * from {{ ref('int_tables') }}

),

absences as (

    select
        terms.identity,
        statements.document_id,
        statements.figure_id as place_key,
        '' as alternative,
        statements.figure_id as left_figure_id,
        coalesce(
            arg_max(
                figures.figure_id,
                (abs(figures.amount_yuan), -figures.table_no, -figures.row_no, -figures.column_no)
            ) filter (where figures.amount_yuan is not null),
            concat_ws('/', statements.document_id, min(tables.table_no), 'empty')
        ) as right_figure_id
    from statements
    inner join terms on statements.concept = terms.concept and statements.subject = terms.subject
    inner join tables
        on statements.document_id = tables.document_id and terms.table_type = tables.table_type
    left join figures
        on
            {{ same_table('tables', 'figures') }}
            and figures.phase not in ('previous_year', 'change')
            and coalesce(figures.three_public, '') not in ('operating_cost', 'meetings', 'training')
    group by terms.identity, statements.document_id, statements.figure_id

)

select * from absences
