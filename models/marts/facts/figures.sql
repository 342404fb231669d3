with figures as (

    select * from {{ ref('int_figures') }}

),

roles as (

    select * from {{ ref('int_figure_roles') }}

),

corrections as (

    select * from {{ ref('int_corrections') }}
    where still_applies

),

public as (

    select
        figures.figure_id,
        figures.document_id,
        figures.file_name,
        figures.document_kind,
        figures.fiscal_year,
        figures.region_code,
        figures.department_name,
        figures.table_no,
        figures.table_type,
        figures.table_title,
        figures.page,
        figures.row_no,
        figures.column_no,
        figures.row_label,
        figures.column_path,
        figures.unit_code,
        figures.function_code,
        figures.economic_code,
        figures.government_economic_code,
        figures.code_source,
        figures.project_name,
        figures.measure,
        figures.nature,
        figures.phase,
        figures.funding_source,
        figures.is_carry_over,
        roles.figure_role,
        figures.printed_text,
        figures.printed_unit,
        figures.printed_decimals,
        figures.amount_yuan,
        corrections.corrected_amount_yuan,
        figures.half_unit_yuan,
        figures.placement,
        figures.route,
        figures.confidence,
        figures.x0,
        figures.top,
        figures.x1,
        figures.bottom,
        figures.place,
        roles.figure_role <> 'leaf' as is_total
    from figures
    inner join roles on figures.figure_id = roles.figure_id
    left join corrections on figures.figure_id = corrections.figure_id

)

select * from public
