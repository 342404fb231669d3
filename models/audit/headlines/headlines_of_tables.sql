-- What the total row of a table states: the total itself, each nature, each purse, each public expense.
with root_figures as (

    select * from {{ ref('audit_root_figures') }}

),

nodes as (

    select * from {{ ref('int_column_nodes') }}

),

parts as (

    select * from {{ ref('int_column_parts') }}

),

described as (

    select
        root_figures.document_id,
        root_figures.table_no,
        root_figures.table_type,
        root_figures.figure_id,
        root_figures.column_no,
        root_figures.column_key,
        root_figures.measure,
        root_figures.phase,
        root_figures.document_kind,
        root_figures.column_nature,
        root_figures.column_funding_source,
        root_figures.three_public,
        len(coalesce(nodes.node, [])) as node_depth,
        coalesce(nodes.is_total, false) as is_total,
        coalesce(nodes.is_part, false) as is_part,
        parts.total_column is null as is_topmost,
        count(*) over (partition by root_figures.document_id, root_figures.table_no, root_figures.row_no)
            as figure_count
    from root_figures
    left join nodes on {{ same_column('root_figures', 'nodes') }}
    left join parts
        on
            {{ same_table('root_figures', 'parts') }}
            and root_figures.column_no = parts.part_column

),

named as (

    select
        *,
        unnest(
            list_filter(
                [
                    case
                        when measure in ('carry_over_in', 'carry_over_out') then 'carry_' || measure[12:]
                        when table_type = 'government_fund_expenditure' and measure = 'revenue' then 'revenue'
                        when (is_topmost and is_total) or figure_count = 1 then 'total'
                        when table_type = 'government_fund_expenditure' and is_total and node_depth = 1 then 'total'
                    end,
                    case when column_funding_source is null or not is_part then column_nature end,
                    -- one purse beside all of them
                    case when column_nature is null and not is_topmost then 'total:' || column_funding_source end,
                    case when table_type = 'three_public_expenses' then three_public end
                ],
                lambda headline: headline is not null
            )
        ) as headline
    from described
    where not is_part

),

-- one figure for each: the column nearest to the top of the header
chosen as (

    select
        document_id,
        table_no,
        table_type,
        headline,
        figure_id
    from named
    qualify row_number() over (
        partition by document_id, table_no, headline
        order by
            (document_kind = 'final_accounts') = (phase = 'final') desc,
            node_depth,
            is_total desc,
            column_no asc
    ) = 1

)

select * from chosen
