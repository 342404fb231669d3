-- What a 收支 table states: grand totals, totals of the year and carry-over, for all purses and each.
with figures as (

    select * from {{ ref('audit_figures') }}
    where subject = 'balance' and phase <> 'previous_year'

),

lines as (

    select * from {{ ref('int_lines') }}

),

column_parts as (

    select * from {{ ref('int_column_parts') }}

),

placed as (

    select
        figures.*,
        lines.total_kind,
        lines.kind,
        lines.line_name,
        upper.line_name as upper_name,
        case
            when regexp_matches(lines.line_name, '一般公共|^公共(预算|财政)') then 'general_public_budget'
            when regexp_matches(lines.line_name, '政府性基金') then 'government_fund'
            when regexp_matches(lines.line_name, '国有资(本|产)经营') then 'state_capital'
        end as line_purse,
        regexp_matches(lines.line_name, '(年初|上年).*结[转余]') as is_carry_line,
        coalesce(regexp_matches(upper.line_name, '(年初|上年).*结[转余]'), false) as is_under_carry,
        column_parts.total_column is null as is_topmost
    from figures
    inner join lines
        on
            {{ same_row('figures', 'lines') }}
            and figures.block_no = lines.block_no
    left join lines as upper
        on
            {{ same_table('lines', 'upper') }}
            and lines.block_no = upper.block_no
            and lines.parent_row = upper.row_no
    left join column_parts
        on
            {{ same_table('figures', 'column_parts') }}
            and figures.column_no = column_parts.part_column

),

named as (

    select
        *,
        case
            when total_kind is not null and measure in ('revenue', 'expenditure')
                then
                    concat_ws(
                        ':',
                        measure || '_' || total_kind,
                        case when not is_topmost then column_funding_source end
                    )
            -- Henan's form numbers the year itself: 一、本年收入
            when measure in ('revenue', 'expenditure') and kind = 'line_1' and regexp_matches(line_name, '^本年(收入|支出)$')
                then concat_ws(':', measure || '_year', case when not is_topmost then column_funding_source end)
            when measure = 'revenue' and line_purse is not null and kind <> 'part' and (is_carry_line or is_under_carry)
                then 'carry_in:' || line_purse
            when measure = 'revenue' and is_carry_line and is_topmost then 'carry_in'
            when
                measure = 'expenditure' and is_topmost and kind <> 'part'
                and regexp_matches(line_name, '(年末|结转下年).*') and regexp_matches(line_name, '结[转余]')
                then 'carry_out'
            when measure = 'revenue' and line_purse is not null and kind <> 'part' then 'revenue_line:' || line_purse
        end as headline
    from placed
    where column_funding_source is null or not is_topmost or column_nature is null

),

chosen as (

    select
        document_id,
        table_no,
        table_type,
        headline,
        figure_id
    from named
    where headline is not null
    qualify row_number() over (
        partition by document_id, table_no, headline order by total_kind is null, column_no, row_no
    ) = 1

)

select * from chosen
