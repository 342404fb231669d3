-- Every printed amount of a table with what its column, or the form it stands in, says about it.
with cells as (

    select * from {{ ref('stg_cells') }}
    where printed_number is not null

),

columns as (

    select
        columns.*,
        max(case when blocks.kind = 'label' then blocks.block_no end) over (
            partition by columns.document_id, columns.table_no
            order by columns.column_no
        ) as block_no
    from {{ ref('int_columns') }} as columns
    left join {{ ref('int_blocks') }} as blocks
        on
            columns.document_id = blocks.document_id
            and columns.table_no = blocks.table_no
            and columns.column_no = blocks.column_no

),

tables as (

    select * from {{ ref('int_tables') }}

),

form_cells as (

    select * from {{ ref('int_form_cells') }}

),

form_words as (

    select
        document_id,
        table_no,
        text_key
    from {{ ref('stg_cells') }}
    union all
    select
        document_id,
        table_no,
        column_key as text_key
    from {{ ref('stg_columns') }}

),

-- 资金金额（万元）: a form states its unit beside a label, whatever the tables are in
forms as (

    select
        form_cells.document_id,
        form_cells.table_no,
        max(nullif(regexp_extract(form_words.text_key, '[(](亿元|万元|千元|元)[)]', 1), '')) as printed_unit
    from form_cells
    inner join form_words
        on form_cells.document_id = form_words.document_id and form_cells.table_no = form_words.table_no
    group by all

),

-- below 一级指标 a form about the whole department holds targets and scores
targets as (

    select
        document_id,
        table_no,
        min(row_no) as first_row
    from {{ ref('stg_cells') }}
    where regexp_full_match(text_key, '[一二三]级指标')
    group by all

),

projects as (

    select * from {{ ref('int_form_projects') }}

),

in_tables as (

    select
        cells.document_id,
        cells.table_no,
        cells.row_no,
        cells.column_no,
        cells.row_span,
        cells.column_span,
        cells.page,
        cells.x0,
        cells.top,
        cells.x1,
        cells.bottom,
        cells.place,
        cells.placement,
        cells.confidence,
        cells.raw_text,
        cells.printed_text,
        cells.text_key,
        cells.second_text_key,
        cells.printed_number,
        cells.printed_decimals,
        columns.column_path,
        columns.column_key,
        columns.nature,
        columns.funding_source,
        columns.phase,
        columns.three_public,
        columns.is_carry_over,
        columns.printed_unit,
        columns.block_no,
        columns.measure as column_measure,
        null::varchar as form_measure,
        null::varchar as form_label,
        null::varchar as form_project
    from cells
    inner join columns
        on
            cells.document_id = columns.document_id
            and cells.table_no = columns.table_no
            and cells.column_no = columns.column_no
    left join forms on cells.document_id = forms.document_id and cells.table_no = forms.table_no
    left join targets on cells.document_id = targets.document_id and cells.table_no = targets.table_no
    where
        columns.role = 'amount'
        and forms.table_no is null
        and (
            columns.table_type not in ('overall_performance', 'overall_self_evaluation')
            or cells.row_no < coalesce(targets.first_row, 1000000)
        )
        and (
            columns.table_type not in ('overall_performance', 'overall_self_evaluation')
            or columns.nature is not null
            or columns.funding_source is not null
            or regexp_matches(columns.column_key, '金额|资金|总额|拨款|安排|[收支][入出]性质')
        )

),

in_forms as (

    select
        cells.document_id,
        cells.table_no,
        cells.row_no,
        cells.column_no,
        cells.row_span,
        cells.column_span,
        cells.page,
        cells.x0,
        cells.top,
        cells.x1,
        cells.bottom,
        cells.place,
        cells.placement,
        cells.confidence,
        cells.raw_text,
        cells.printed_text,
        cells.text_key,
        cells.second_text_key,
        cells.printed_number,
        cells.printed_decimals,
        form_cells.column_path,
        {{ folded('form_cells.column_path') }} as column_key,
        null::varchar as nature,
        form_cells.funding_source,
        case
            when regexp_matches(form_cells.column_path, '年初') then 'initial'
            when regexp_matches(form_cells.column_path, '全年预算|调整') then 'adjusted'
            when regexp_matches(form_cells.column_path, '执行|决算') then 'final'
        end as phase,
        null::varchar as three_public,
        coalesce(form_cells.funding_source = 'carry_over', false) as is_carry_over,
        coalesce(
            nullif(regexp_extract({{ folded('form_cells.row_label') }}, '[(](亿元|万元|千元|元)[)]', 1), ''),
            case when tables.unit_source = 'table' then tables.printed_unit end,
            forms.printed_unit,
            tables.printed_unit
        ) as printed_unit,
        null::hugeint as block_no,
        null::varchar as column_measure,
        form_cells.measure as form_measure,
        form_cells.row_label as form_label,
        projects.project_name as form_project
    from cells
    inner join form_cells
        on
            cells.document_id = form_cells.document_id
            and cells.table_no = form_cells.table_no
            and cells.row_no = form_cells.row_no
            and cells.column_no = form_cells.column_no
    inner join forms on cells.document_id = forms.document_id and cells.table_no = forms.table_no
    inner join tables
        on cells.document_id = tables.document_id and cells.table_no = tables.table_no
    left join projects
        on
            cells.document_id = projects.document_id
            and cells.table_no = projects.table_no
            and cells.row_no > projects.first_row
            and cells.row_no < projects.next_row

),

amounts as (

    select * from in_tables
    union all
    select * from in_forms

)

select * from amounts
