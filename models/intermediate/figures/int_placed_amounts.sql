-- Printed amounts in yuan beside what their document, table, row and column each say about them.
with placed as (

    select
        amounts.document_id,
        documents.file_name,
        documents.document_kind,
        documents.fiscal_year,
        documents.region_code,
        documents.department_name,
        documents.body_name,
        amounts.table_no,
        tables.table_type,
        tables.subject,
        tables.table_title,
        amounts.page,
        amounts.row_no,
        amounts.column_no,
        amounts.block_no,
        amounts.column_path,
        amounts.column_key,
        units_carried.unit_code,
        units_carried.unit_name,
        printed_rows.function_code,
        printed_rows.economic_code,
        printed_rows.government_economic_code,
        printed_rows.code_source,
        printed_rows.project_type,
        printed_rows.project_code_label,
        amounts.form_measure,
        amounts.column_measure,
        printed_rows.label_year,
        amounts.phase as column_phase,
        amounts.nature as column_nature,
        amounts.funding_source as column_funding_source,
        amounts.printed_text,
        amounts.text_key,
        amounts.printed_number,
        amounts.printed_decimals,
        amounts.printed_unit,
        amounts.placement,
        amounts.confidence,
        amounts.second_text_key,
        amounts.x0,
        amounts.top,
        amounts.x1,
        amounts.bottom,
        amounts.place,
        row_meanings.funding_source as row_funding_source,
        amounts.is_carry_over as column_is_carry_over,
        tables.default_funding_source,
        tables.default_nature,
        coalesce(printed_rows.says_change, false) as says_change,
        coalesce(printed_rows.project_name, amounts.form_project) as project_name,
        -- 合计 over the columns says nothing where the rows name the expenses
        case
            when coalesce(amounts.three_public, 'total') = 'total'
                then coalesce(row_meanings.three_public, amounts.three_public)
            else amounts.three_public
        end as three_public,
        coalesce(row_meanings.is_carry_over, false) as row_is_carry_over,
        coalesce(amounts.form_label, printed_rows.row_label) as row_label,
        coalesce(printed_rows.is_total_row, false) as is_total_row,
        coalesce(printed_rows.is_unit_row, false) as is_unit_row,
        coalesce(amounts.nature, tables.default_nature) as nature,
        -- a table may go on from a page with text to one that was recognised
        coalesce(nullif(pages.route, 'none'), tables.routes) as route,
        (amounts.printed_number * units.factor::decimal(12, 0))::decimal(24, 4) as amount_yuan,
        (power(10, -amounts.printed_decimals) * units.factor::double / 2)::decimal(24, 8) as half_unit_yuan,
        md5(concat_ws('|', amounts.document_id, amounts.table_no, amounts.row_no, amounts.column_no)) as figure_id
    from {{ ref('int_amounts') }} as amounts
    inner join {{ ref('int_tables') }} as tables
        on amounts.document_id = tables.document_id and amounts.table_no = tables.table_no
    inner join {{ ref('int_documents') }} as documents on amounts.document_id = documents.document_id
    left join {{ ref('stg_pages') }} as pages
        on amounts.document_id = pages.document_id and amounts.page = pages.page
    left join {{ ref('int_rows') }} as printed_rows
        on
            amounts.document_id = printed_rows.document_id
            and amounts.table_no = printed_rows.table_no
            and amounts.block_no = printed_rows.block_no
            and amounts.row_no = printed_rows.row_no
    left join {{ ref('int_units_carried') }} as units_carried
        on
            amounts.document_id = units_carried.document_id
            and amounts.table_no = units_carried.table_no
            and amounts.block_no = units_carried.block_no
            and amounts.row_no = units_carried.row_no
    left join {{ ref('int_row_meanings') }} as row_meanings
        on tables.table_type = row_meanings.table_type and printed_rows.row_label = row_meanings.row_label
    left join {{ ref('units') }} as units on amounts.printed_unit = units.unit

)

select * from placed
