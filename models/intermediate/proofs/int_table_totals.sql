-- What each table prints as its total: the figure in the total row's 合计 column; where no column sums up
-- all others, the total row's figures in each of them, which together are the total.
with total_rows as (

    select
        *,
        {{ names_total_column('column_key') }} as says_total,
        {{ above_total_column('column_key') }} as above
    from {{ ref('int_total_rows') }}

),

beside as (

    select
        *,
        coalesce(list(column_key) filter (where column_role = 'leaf') over rows_of_total, []) as leaf_keys
    from total_rows
    window rows_of_total as (partition by document_id, table_no, row_no, phase, total_measure)

),

-- 一般公共预算/小计 sums up one purse, 合计 all of them
topmost as (

    select *
    from beside
    where
        case
            when column_role = 'leaf' then len(leaf_keys) = 1 and total_kind <> 'only_row'
            else
                len(list_filter(leaf_keys, lambda key: not starts_with(key, above))) = 0
                and (
                    says_total
                    or (
                        coalesce(column_funding_source, default_funding_source, '')
                        = coalesce(default_funding_source, '')
                        and coalesce(nature, 'total') in ('total', default_nature)
                    )
                    or total_measure = 'three_public'
                )
        end

),

single as (

    select *
    from topmost
    qualify row_number() over (
        partition by document_id, table_no, phase, total_measure
        order by column_role = 'leaf' asc, amount_yuan desc, row_no asc, column_no asc
    ) = 1

),

-- of a table of one row, what stands in its columns are the facts themselves: they prove nothing
by_column as (

    select *
    from beside
    where column_role = 'leaf' and total_kind <> 'only_row'
    qualify row_number() over (
        partition by document_id, table_no, phase, total_measure, column_no
        order by amount_yuan desc, row_no asc
    ) = 1

),

totals as (

    select * from single
    union all
    select by_column.*
    from by_column
    anti join single on {{ same_by('by_column', 'single', 'document_id', 'table_no', 'phase', 'total_measure') }}

)

select * from totals
