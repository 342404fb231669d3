-- Printed amounts in yuan beside what their document, table, row and column each say about them.
with placed as (

    select
        {{ all_but('amounts', 'nature', 'funding_source', 'phase', 'three_public', 'is_carry_over') }},
        documents.file_name,
        documents.document_kind,
        documents.fiscal_year,
        documents.region_code,
        documents.department_name,
        documents.department_id,
        tables.table_type,
        tables.subject,
        tables.table_title,
        units_carried.unit_code,
        units_carried.unit_name,
        printed_rows.function_code,
        printed_rows.economic_code,
        printed_rows.government_economic_code,
        printed_rows.code_source,
        printed_rows.project_type,
        printed_rows.project_code_label,
        printed_rows.label_year,
        printed_rows.label_phase,
        amounts.phase as column_phase,
        amounts.nature as column_nature,
        amounts.funding_source as column_funding_source,
        row_meanings.funding_source as row_funding_source,
        amounts.is_carry_over as column_is_carry_over,
        tables.default_funding_source,
        tables.default_nature,
        tables.default_measure,
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
        {{ in_yuan('amounts.printed_number', 'units.factor') }} as amount_yuan,
        (power(10, -amounts.printed_decimals) * units.factor::double / 2)::decimal(24, 8) as half_unit_yuan,
        md5(concat_ws('|', amounts.document_id, amounts.table_no, amounts.row_no, amounts.column_no)) as figure_id
    from {{ ref('int_amounts') }} as amounts
    inner join {{ ref('int_tables') }} as tables on {{ same_table('amounts', 'tables') }}
    inner join {{ ref('int_documents') }} as documents on amounts.document_id = documents.document_id
    left join {{ ref('stg_pages') }} as pages on {{ same_by('amounts', 'pages', 'document_id', 'page') }}
    left join {{ ref('int_rows') }} as printed_rows on {{ same_row('amounts', 'printed_rows', 'block_no') }}
    left join {{ ref('int_units_carried') }} as units_carried on {{ same_row('amounts', 'units_carried', 'block_no') }}
    left join {{ ref('int_row_meanings') }} as row_meanings
        on tables.table_type = row_meanings.table_type and printed_rows.row_label = row_meanings.row_label
    left join {{ ref('units') }} as units on amounts.printed_unit = units.unit

)

select * from placed
