-- A unit's own document against the department's: the unit's row in the department's revenue and
-- expenditure tables, and the total of the unit's table.
with documents as (

    select
        documents.document_id,
        documents.region_code,
        documents.fiscal_year,
        documents.document_kind,
        {{ body_name_key('documents.department_name') }} as name_key
    from {{ ref('int_documents') }} as documents
    semi join {{ ref('int_bodies') }} as bodies on documents.document_id = bodies.document_id

),

headlines as (

    select
        headlines.document_id,
        headlines.table_type,
        headlines.table_no,
        headlines.figure_id,
        figures.column_no
    from {{ ref('audit_headlines') }} as headlines
    inner join {{ ref('audit_figures') }} as figures on headlines.figure_id = figures.figure_id
    where headlines.headline = 'total' and headlines.table_type in ('revenue', 'expenditure')

),

-- the row of a unit in the column that totals the department
rows as (

    select
        nodes.document_id,
        nodes.table_type,
        {{ body_name_key('nodes.row_label') }} as name_key,
        figures.figure_id
    from {{ ref('int_level_nodes') }} as nodes
    inner join headlines
        on {{ same_table('nodes', 'headlines') }}
    inner join {{ ref('audit_figures') }} as figures
        on
            {{ same_row('nodes', 'figures') }}
            and headlines.column_no = figures.column_no
    -- documents are worked out together by these names
    semi join {{ ref('int_body_keys') }} as listed
        on nodes.document_id = listed.document_id and {{ body_name_key('nodes.row_label') }} = listed.name_key
    where nodes.kind in ('unit', 'plain')

),

pairs as (

    select
        departments.document_id,
        rows.table_type,
        units.name_key,
        rows.figure_id as left_figure_id,
        headlines.figure_id as right_figure_id
    from documents as departments
    inner join rows on departments.document_id = rows.document_id
    inner join documents as units
        on
            rows.name_key = units.name_key
            and departments.document_id <> units.document_id
            and departments.region_code = units.region_code
            and departments.fiscal_year = units.fiscal_year
            and departments.document_kind = units.document_kind
            and departments.name_key <> units.name_key
    inner join headlines on units.document_id = headlines.document_id and rows.table_type = headlines.table_type

),

operands as (

    select
        'unit_in_department' as identity,
        document_id,
        table_type || '/' || name_key as place_key,
        'printed' as alternative,
        'left' as side,
        1 as sign,
        left_figure_id as figure_id
    from pairs
    union all
    select
        'unit_in_department' as identity,
        document_id,
        table_type || '/' || name_key as place_key,
        'printed' as alternative,
        'right' as side,
        1 as sign,
        right_figure_id as figure_id
    from pairs

)

select * from operands
