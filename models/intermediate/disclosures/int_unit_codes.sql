-- The codes under which a body's documents list its units: rows that print a code and a body's name. The
-- department's own code is shorter than its units', and a department whose only unit is itself is one body.
with documents as (

    select
        document_id,
        department_id,
        region_code,
        {{ body_name_key('body_name') }} as own_key,
        {{ body_name_key('department_name') }} as printed_key
    from {{ ref('int_documents') }}
    where department_id is not null

),

merged as (

    select * from {{ ref('int_merged_names') }}

),

unit_rows as (

    select
        printed_rows.document_id,
        documents.department_id,
        documents.region_code,
        documents.own_key,
        documents.printed_key,
        printed_rows.row_unit_code as unit_code,
        {{ body_name_key(with_place(without_unit_code('printed_rows.row_label'), 'documents.own_key')) }} as name_key
    from {{ ref('int_rows') }} as printed_rows
    inner join documents on printed_rows.document_id = documents.document_id
    where
        printed_rows.is_unit_row
        and printed_rows.row_unit_code is not null
        and {{ is_body_name(without_unit_code('printed_rows.row_label')) }}

),

listed as (

    select
        unit_rows.department_id,
        unit_rows.unit_code,
        coalesce(merged.canonical_key, unit_rows.name_key) as name_key,
        bool_or(coalesce(merged.canonical_key, unit_rows.name_key) in (unit_rows.own_key, unit_rows.printed_key))
            as is_own_name,
        count(*) as row_count
    from unit_rows
    left join merged on {{ same_by('unit_rows', 'merged', 'region_code', 'name_key') }}
    group by all

),

codes as (

    select
        *,
        is_own_name
        and (
            length(unit_code) = 3
            or count(distinct case when length(unit_code) > 3 then unit_code end) over (partition by department_id) = 1
        ) as is_department
    from listed

)

select * from codes
