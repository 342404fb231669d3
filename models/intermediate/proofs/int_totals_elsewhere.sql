-- Totals of the whole document, wherever it prints them: in the total rows of its tables, and in its
-- prose. What proves a table whose own total is lost.
with total_rows as (

    select * from {{ ref('int_total_rows') }}
    where total_kind in ('labelled', 'only_unit', 'only_row')

),

stated as (

    select * from {{ ref('int_stated_figures') }}
    where comparison is null and amount_yuan is not null and page is not null

),

-- a table has one total of a kind, the largest; but what goes out is summed up twice in a 收支 table, with
-- what is kept for the next year and without
in_tables as (

    select
        document_id,
        table_no,
        phase,
        figure_id as proof_id,
        'other_table' as proved_by,
        amount_yuan,
        half_unit_yuan,
        funding_source as total_purse,
        case
            when total_measure in ('three_public', 'operating_cost') then total_measure
            else coalesce(nature, default_nature, 'total')
        end as total_nature,
        case when total_measure in ('three_public', 'operating_cost') then 'expenditure' else total_measure end
            as total_measure
    from total_rows
    -- of a table of one row only what sums up its columns
    where total_kind <> 'only_row' or column_role = 'subtotal'
    qualify
        (subject = 'balance' and total_measure = 'expenditure')
        or row_number() over (
            partition by document_id, table_no, phase, total_measure, nature, funding_source
            order by amount_yuan desc, figure_id asc
        ) = 1

),

in_prose as (

    select
        stated.document_id,
        null::integer as table_no,
        stated.phase,
        stated.stated_figure_id as proof_id,
        'prose' as proved_by,
        stated.amount_yuan,
        stated.half_unit_yuan,
        coalesce(stated.funding_source, terms.default_funding_source) as total_purse,
        terms.total_nature,
        terms.total_measure
    from stated
    inner join {{ ref('total_terms') }} as terms
        on stated.concept = terms.concept and stated.subject is not distinct from terms.subject
    -- where the units of a department are told one by one, the largest is the department's
    qualify row_number() over (
        partition by
            stated.document_id, stated.phase, stated.concept, stated.subject, stated.funding_source, terms.total_measure
        order by stated.amount_yuan desc, stated.stated_figure_id asc
    ) = 1

),

together as (

    select * from in_tables
    union all by name
    select * from in_prose

)

select * from together
