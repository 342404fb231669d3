-- What goals tables and self-evaluations state as the department's money; and the two totals that
-- close the final-accounts table of basic expenditure.
with figures as (

    select * from {{ ref('audit_figures') }}

),

cells as (

    select * from {{ ref('stg_cells') }}

),

forms as (

    select
        document_id,
        table_no,
        table_type,
        figure_id,
        case when table_type = 'overall_self_evaluation' then measure || ':' || phase else measure end as headline
    from figures
    where form_measure is not null
    qualify row_number() over (partition by document_id, table_no, headline order by row_no, column_no) = 1

),

closing_labels as (

    select
        document_id,
        table_no,
        row_no,
        column_no,
        case when starts_with(text_key, '人员') then 'personnel' else 'public_use' end as headline
    from cells
    where regexp_full_match(text_key, '(人员|公用)(经费|支出)(合计|小计)')

),

closing as (

    select
        figures.document_id,
        figures.table_no,
        figures.table_type,
        figures.figure_id,
        closing_labels.headline
    from figures
    inner join closing_labels
        on
            {{ same_row('figures', 'closing_labels') }}
            and figures.column_no > closing_labels.column_no
    where figures.table_type = 'general_public_basic'
    qualify
        row_number() over (
            partition by figures.figure_id order by closing_labels.column_no desc
        ) = 1
        and row_number() over (
            partition by figures.document_id, figures.table_no, closing_labels.headline order by figures.column_no
        ) = 1

),

stated as (

    select
        document_id,
        table_no,
        table_type,
        headline,
        figure_id
    from forms
    union all
    select
        document_id,
        table_no,
        table_type,
        headline,
        figure_id
    from closing

)

select * from stated
