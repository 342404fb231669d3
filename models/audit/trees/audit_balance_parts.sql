-- Which lines of a 收支 table add up to which: the year's total stands under or over its lines; the grand
-- total is the year's and what follows it, or all lines; a numbered line is what stands under it.
with lines as (

    select * from {{ ref('int_lines') }}

),

top_lines as (

    select
        *,
        kind <> coalesce(top_kind, 'unnumbered')
        or (is_renumbered and not is_carry_line and not regexp_full_match(line_name, '本年(收入|支出)')) as is_optional
    from lines
    where
        parent_row is null
        and (kind = coalesce(top_kind, 'unnumbered') or kind = 'unnumbered')

),

of_the_year as (

    select
        'year_total_of_lines' as identity,
        totals.document_id,
        totals.table_no,
        totals.block_no,
        totals.row_no as total_row,
        top_lines.row_no as part_row,
        top_lines.is_optional
    from lines as totals
    inner join top_lines
        on
            {{ same_table('totals', 'top_lines') }}
            and totals.block_no = top_lines.block_no
            and (
                totals.row_no > top_lines.row_no
                or (totals.row_no < totals.first_line_row and not top_lines.is_carry_line)
            )
    where totals.total_kind = 'year'

),

grand_parts as (

    select * from top_lines
    union all
    select
        *,
        false as is_optional
    from lines
    where total_kind = 'year'

),

of_all as (

    select
        'grand_total_of_lines' as identity,
        totals.document_id,
        totals.table_no,
        totals.block_no,
        totals.row_no as total_row,
        parts.row_no as part_row,
        totals.year_row is null and parts.is_optional as is_optional
    from lines as totals
    inner join grand_parts as parts
        on
            {{ same_table('totals', 'parts') }}
            and totals.block_no = parts.block_no
    where
        totals.total_kind = 'grand'
        and coalesce(parts.row_no >= totals.year_row, true)
        -- a year's total above its lines holds them
        and (
            coalesce(totals.year_row > totals.first_line_row, true)
            or parts.row_no = totals.year_row
            or parts.is_carry_line
        )

),

of_a_line as (

    select
        'line_of_sublines' as identity,
        document_id,
        table_no,
        block_no,
        parent_row as total_row,
        row_no as part_row,
        false as is_optional
    from lines
    -- the groups and items under a class are not told apart by their names
    where parent_row is not null and coalesce(top_kind, '') <> 'line_5'
    qualify kind = min(kind) over (partition by document_id, table_no, block_no, parent_row)

),

parts as (

    select * from of_the_year
    union all by name
    select * from of_all
    union all by name
    select * from of_a_line

)

select * from parts
