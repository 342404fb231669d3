-- Whether the leaves of a fact add up to a total printed somewhere. A total that is more than its items
-- may be the publisher's own, where a class or a project is printed without what it consists of.
with judged as (

    select * from {{ ref('int_proofs') }}
    where is_taken and not is_apart

),

uneven_rows as (

    select * from {{ ref('audit_uneven_rows') }}

),

explained as (

    select
        judged.fact,
        judged.document_id,
        judged.phase,
        max_by(
            format(
                '{} {}: {:,.2f} yuan printed, its items add up to {:,.2f}',
                uneven_rows.code, uneven_rows.row_label, uneven_rows.amount_yuan::double, uneven_rows.items_yuan::double
            ),
            (
                abs(uneven_rows.amount_yuan - uneven_rows.items_yuan),
                length(uneven_rows.code),
                uneven_rows.amount_yuan
            )
        ) as explanation
    from judged
    inner join uneven_rows
        on
            judged.document_id = uneven_rows.document_id
            and abs(uneven_rows.amount_yuan - uneven_rows.items_yuan) <= abs(judged.difference_yuan) * 1.001 + 100
            and case judged.fact
                when 'fct_expenditure_by_function' then uneven_rows.table_type = 'expenditure'
                when 'fct_revenue' then uneven_rows.table_type = 'revenue'
                else uneven_rows.table_type in ('expenditure_by_economic', 'general_public_basic')
            end
    where
        judged.outcome in ('not_itemised', 'broken')
        and judged.fact in ('fct_expenditure_by_function', 'fct_expenditure_by_economic', 'fct_revenue')
    group by all

),

told as (

    select
        judged.fact,
        judged.document_id,
        judged.phase,
        judged.is_own_phase,
        judged.row_count,
        judged.facts_yuan,
        judged.total_yuan as printed_total_yuan,
        judged.difference_yuan,
        judged.tolerance_yuan,
        judged.outcome,
        judged.is_proved,
        case when judged.is_proved then judged.proved_by end as proved_by,
        case when judged.is_proved then judged.proof_ids end as proof_ids,
        case
            when judged.is_proved then null
            when judged.outcome = 'no_total' then 'no total of it is printed, in its table or elsewhere'
            else
                coalesce(
                    explained.explanation,
                    format(
                        'its {} rows add up to {:,.2f} yuan; {:,.2f} of the printed total {:,.2f} {}',
                        judged.row_count,
                        judged.facts_yuan::double,
                        abs(judged.difference_yuan)::double,
                        judged.total_yuan::double,
                        case when judged.difference_yuan < 0 then 'stands in no row' else 'is counted twice' end
                    )
                )
        end as explanation
    from judged
    left join explained on {{ same_by('judged', 'explained', 'fact', 'document_id', 'phase') }}

)

select * from told
