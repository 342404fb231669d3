-- The amounts of rows whose level is open, in each way of reading them.
with groups as (

    select * from {{ ref('int_level_groups') }}

),

prints as (

    select
        groups.group_id,
        groups.place_no,
        groups.reading,
        groups.kind,
        groups.code,
        groups.is_explained,
        amounts.slot_no,
        amounts.printed_number,
        amounts.half_unit,
        case when amounts.printed_number <> 0 then amounts.half_unit else 0 end as slack
    from groups
    inner join {{ ref('int_printed_amounts') }} as amounts on {{ same_row('groups', 'amounts', 'block_no') }}

)

select * from prints
