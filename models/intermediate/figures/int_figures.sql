-- One row per printed amount with its full meaning; whether it is a leaf is decided one step later.
with placed as (

    select * from {{ ref('int_placed_amounts') }}

),

meanings as (

    select * from {{ ref('int_amount_meanings') }}

),

figures as (

    select
        placed.figure_id,
        placed.document_id,
        placed.file_name,
        placed.document_kind,
        placed.fiscal_year,
        placed.region_code,
        placed.department_name,
        placed.body_name,
        placed.table_no,
        placed.table_type,
        placed.subject,
        placed.table_title,
        placed.page,
        placed.row_no,
        placed.column_no,
        placed.block_no,
        placed.column_path,
        placed.column_key,
        placed.row_label,
        placed.is_total_row,
        placed.is_unit_row,
        placed.unit_code,
        placed.unit_name,
        placed.function_code,
        placed.economic_code,
        placed.government_economic_code,
        placed.code_source,
        placed.project_type,
        placed.project_name,
        placed.project_code_label,
        placed.nature,
        placed.default_nature,
        placed.default_funding_source,
        placed.three_public,
        placed.form_measure,
        placed.column_phase,
        placed.column_nature,
        placed.column_funding_source,
        placed.row_funding_source,
        placed.printed_text,
        placed.text_key,
        placed.second_text_key,
        placed.printed_number,
        placed.printed_decimals,
        placed.printed_unit,
        placed.amount_yuan,
        placed.half_unit_yuan,
        placed.placement,
        placed.confidence,
        placed.route,
        placed.x0,
        placed.top,
        placed.x1,
        placed.bottom,
        placed.place,
        meanings.measure,
        meanings.phase,
        meanings.funding_source,
        meanings.is_carry_over
    from placed
    inner join meanings on placed.figure_id = meanings.figure_id

)

select * from figures
