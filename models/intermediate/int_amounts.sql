-- Every printed amount of a table with what its column and its row say about it.
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

forms as (

    select * from {{ ref('int_form_cells') }}

),

in_tables as (

    select
        cells.*,
        columns.column_path,
        columns.column_key,
        columns.nature,
        columns.funding_source,
        columns.phase,
        columns.three_public,
        columns.is_carry_over,
        columns.printed_unit,
        columns.block_no,
        null::varchar as form_measure,
        null::varchar as form_label
    from cells
    inner join columns
        on
            cells.document_id = columns.document_id
            and cells.table_no = columns.table_no
            and cells.column_no = columns.column_no
    where
        columns.role = 'amount'
        and columns.table_type not in ('overall_performance', 'overall_self_evaluation')

),

in_forms as (

    select
        cells.*,
        forms.column_path,
        {{ folded('forms.column_path') }} as column_key,
        null::varchar as nature,
        null::varchar as funding_source,
        case
            when regexp_matches(forms.column_path, '年初') then 'initial'
            when regexp_matches(forms.column_path, '全年预算|调整') then 'adjusted'
            when regexp_matches(forms.column_path, '执行|决算') then 'final'
        end as phase,
        null::varchar as three_public,
        false as is_carry_over,
        coalesce(
            nullif(regexp_extract({{ folded('forms.row_label') }}, '[(](亿元|万元|千元|元)[)]', 1), ''),
            tables.printed_unit
        ) as printed_unit,
        null::hugeint as block_no,
        forms.measure as form_measure,
        forms.row_label as form_label
    from cells
    inner join forms
        on
            cells.document_id = forms.document_id
            and cells.table_no = forms.table_no
            and cells.row_no = forms.row_no
            and cells.column_no = forms.column_no
    inner join tables
        on cells.document_id = tables.document_id and cells.table_no = tables.table_no

),

amounts as (

    select * from in_tables
    union all
    select * from in_forms

)

select * from amounts
