-- One row per printed amount with its full meaning; whether it is a leaf is decided one step later.
with amounts as (

    select * from {{ ref('int_amounts') }}

),

rows as (

    select * from {{ ref('int_rows') }}

),

units_carried as (

    select * from {{ ref('int_units_carried') }}

),

tables as (

    select * from {{ ref('int_tables') }}

),

documents as (

    select * from {{ ref('int_documents') }}

),

pages as (

    select * from {{ ref('stg_pages') }}

),

row_meanings as (

    select * from {{ ref('int_row_meanings') }}

),

units as (

    select * from {{ ref('units') }}

),

joined as (

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
        rows.function_code,
        rows.economic_code,
        rows.government_economic_code,
        rows.code_source,
        rows.project_type,
        rows.project_code_label,
        amounts.form_measure,
        amounts.column_measure,
        rows.label_year,
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
        coalesce(rows.says_change, false) as says_change,
        coalesce(rows.project_name, amounts.form_project) as project_name,
        -- 合计 over the columns says nothing where the rows name the expenses
        case
            when coalesce(amounts.three_public, 'total') = 'total'
                then coalesce(row_meanings.three_public, amounts.three_public)
            else amounts.three_public
        end as three_public,
        coalesce(row_meanings.is_carry_over, false) as row_is_carry_over,
        coalesce(amounts.form_label, rows.row_label) as row_label,
        coalesce(rows.is_total_row, false) as is_total_row,
        coalesce(rows.is_unit_row, false) as is_unit_row,
        coalesce(amounts.nature, tables.default_nature) as nature,
        -- a table may go on from a page with text to one that was recognised
        coalesce(nullif(pages.route, 'none'), tables.routes) as route,
        split_part(amounts.column_key, '/', 1) as top_header,
        (amounts.printed_number * units.factor::decimal(12, 0))::decimal(24, 4) as amount_yuan,
        (power(10, -amounts.printed_decimals) * units.factor::double / 2)::decimal(24, 8) as half_unit_yuan
    from amounts
    inner join tables
        on amounts.document_id = tables.document_id and amounts.table_no = tables.table_no
    inner join documents on amounts.document_id = documents.document_id
    left join pages
        on amounts.document_id = pages.document_id and amounts.page = pages.page
    left join rows
        on
            amounts.document_id = rows.document_id
            and amounts.table_no = rows.table_no
            and amounts.block_no = rows.block_no
            and amounts.row_no = rows.row_no
    left join units_carried
        on
            amounts.document_id = units_carried.document_id
            and amounts.table_no = units_carried.table_no
            and amounts.block_no = units_carried.block_no
            and amounts.row_no = units_carried.row_no
    left join row_meanings
        on tables.table_type = row_meanings.table_type and rows.row_label = row_meanings.row_label
    left join units on amounts.printed_unit = units.unit

),

-- some forms add 会议费 and 培训费: what adds up all of them is no total of the three expenses
totalled as (

    select
        *,
        coalesce(
            three_public = 'total'
            and not regexp_matches(concat_ws('/', column_key, row_label), '三公')
            and bool_or(three_public in ('meetings', 'training')) over (partition by document_id, table_no),
            false
        ) as is_wider_total
    from joined

),

meant as (

    select
        *,
        case
            when form_measure is not null then form_measure
            when column_measure is not null then column_measure
            when table_type = 'three_public_expenses' and is_wider_total then 'three_public_with_meetings_and_training'
            when table_type = 'three_public_expenses' then coalesce('three_public_' || three_public, 'three_public')
            when subject = 'performance' then 'project_funds'
            when table_type = 'operating_cost' then 'operating_cost'
            when subject = 'revenue' then 'revenue'
            when subject = 'balance' and regexp_matches(top_header, '^(20[0-9]{2}年)?(本年)?(财政拨款)?收入') then 'revenue'
            when subject = 'balance' and regexp_matches(top_header, '^(20[0-9]{2}年)?(本年)?(财政拨款)?支出') then 'expenditure'
            when subject = 'balance' and block_no = 1 then 'revenue'
            when
                regexp_matches(column_key, '收入') and not regexp_matches(column_key, '支出')
                and table_type in ('government_fund_expenditure', 'state_capital_expenditure')
                then 'revenue'
            when regexp_matches(column_key, '年末.*结[转余]|结转下年') then 'carry_over_out'
            when regexp_matches(column_key, '年初.*结[转余]') then 'carry_over_in'
            else 'expenditure'
        end as measure,
        case
            when column_phase = 'change' or says_change then 'change'
            when coalesce(label_year, try_cast(regexp_extract(column_key, '(20[0-9]{2})年', 1) as integer)) < fiscal_year
                then 'previous_year'
            when document_kind = 'final_accounts' and column_phase = 'initial' and not regexp_matches(column_key, '年初')
                -- 一般公共预算 names a purse, no budget
                then case
                    when regexp_matches(
                        regexp_replace(column_key, '(公共|基金|资本经营)预算', '', 'g'), '预算'
                    ) then 'adjusted'
                    else 'final'
                end
            when column_phase is not null then column_phase
            when document_kind = 'final_accounts' then 'final'
            else 'initial'
        end as phase
    from totalled

),

identified as (

    select
        *,
        -- on the side of revenue the lines name the purses
        coalesce(
            column_funding_source,
            case when measure = 'revenue' then row_funding_source end,
            default_funding_source
        ) as funding_source,
        column_is_carry_over
        or (measure = 'revenue' and column_funding_source is null and row_is_carry_over) as is_carry_over,
        md5(concat_ws('|', document_id, table_no, row_no, column_no)) as figure_id
    from meant

)

select * from identified
