-- The figures of each page by where they were found, counted on the page's own text. Where a format has
-- no page text the count is of what was landed, and says so.
with printed as (

    select * from {{ ref('stg_printed_figures') }}

),

cells as (

    select * from {{ ref('stg_cells') }}

),

lines as (

    select * from {{ ref('stg_lines') }}

),

checked as (

    select
        printed.document_id,
        printed.page,
        printed.region,
        regexp_matches(printed.text_key, '[0-9][.,][0-9]') as is_amount,
        -- without positions a figure was matched to the cells of its page by its text
        printed.region = 'cell'
        and printed.table_no is not null
        and not coalesce(contains(cells.text_key, printed.text_key), false) as is_lost
    from printed
    left join cells on {{ same_cell('printed', 'cells') }}

),

counted as (

    select
        document_id,
        page,
        true as is_independent,
        count(*) as printed_count,
        count(*) filter (where region = 'cell' and not is_lost) as in_cells,
        count(*) filter (where region = 'header') as in_headers,
        count(*) filter (where region = 'line') as in_prose,
        count(*) filter (where region = 'furniture') as in_furniture,
        count(*) filter (where region is null or is_lost) as unexplained,
        count(*) filter (where (region is null or is_lost) and is_amount) as unexplained_amounts
    from checked
    group by all

),

landed as (

    select
        document_id,
        page,
        count(*) as in_cells,
        0 as in_prose
    from cells
    where printed_number is not null
    group by all
    union all
    select
        document_id,
        page,
        0 as in_cells,
        sum(len(regexp_extract_all(text_key, '[0-9][0-9,]*([.][0-9]+)?'))) as in_prose
    from lines
    group by all

),

counted_as_landed as (

    select
        landed.document_id,
        landed.page,
        false as is_independent,
        0 as in_headers,
        0 as in_furniture,
        0 as unexplained,
        0 as unexplained_amounts,
        sum(landed.in_cells) + sum(landed.in_prose) as printed_count,
        sum(landed.in_cells) as in_cells,
        sum(landed.in_prose) as in_prose
    from landed
    anti join printed on landed.document_id = printed.document_id
    group by all

),

counts as (

    select * from counted
    union all by name
    select * from counted_as_landed

)

select * from counts
