-- What a row says of itself: that it is a total, a unit, a project or an item, once per block.
with labelled as (

    select * from {{ ref('int_labelled_rows') }}

),

unit_names as (

    select * from {{ ref('int_unit_names') }}

),

told as (

    select
        labelled.*,
        labelled.says_total or {{ is_total_label(folded('labelled.row_label')) }} as is_total_row,
        coalesce(labelled.function_code, labelled.economic_code, labelled.government_economic_code) is null
        and (
            -- a unit beside a project is the project's, not the row's
            (
                labelled.row_unit_code is not null
                and (labelled.project_label is null or labelled.unit_label is null)
            )
            or (labelled.project_label is null and unit_names.name_key is not null)
        ) as is_unit_row
    from labelled
    left join unit_names
        on
            labelled.document_id = unit_names.document_id
            and {{ body_name_key('labelled.row_label') }} = unit_names.name_key

),

classified as (

    select
        * exclude (code_source),
        case
            when coalesce(function_code, economic_code, government_economic_code) is not null then code_source
        end as code_source,
        coalesce(
            project_label, case when names_are_projects and not is_total_row and not is_unit_row then row_label end
        ) as project_name
    from told

)

select * from classified
