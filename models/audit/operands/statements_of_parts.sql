-- Totals of the prose with the parts the same paragraph lists.
with statements as (

    select * from {{ ref('statements_of_prose') }}
    where comparison is null and phase <> 'previous_year' and amount_yuan is not null

),

sums as (

    select
        totals.document_id,
        totals.figure_id as place_key,
        totals.figure_id as left_figure_id,
        parts.figure_id as right_figure_id,
        '' as alternative,
        case totals.concept
            when 'procurement_total' then 'stated_procurement'
            when 'vehicles_total' then 'stated_vehicles'
            else 'stated_fixed_assets'
        end as identity
    from statements as totals
    inner join statements as parts
        on
            totals.document_id = parts.document_id
            and totals.paragraph_no = parts.paragraph_no
            and totals.phase = parts.phase
            and totals.begins_at < parts.begins_at
            and (totals.concept, parts.concept) in (
                ('procurement_total', 'procurement_part'),
                ('vehicles_total', 'vehicles_by_kind'),
                ('fixed_assets_total', 'fixed_assets_part')
            )
    -- a second list, of one purse only, may follow; kinds that are not named may be more than zero
    qualify
        row_number() over (partition by totals.figure_id, parts.concept, parts.part order by parts.begins_at) = 1
        and (
            totals.concept <> 'procurement_total'
            or list_has_all(
                list(parts.subject) over (partition by totals.figure_id), ['goods', 'works', 'services']
            )
        )

)

select * from sums
