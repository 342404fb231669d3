-- Shares, completions and rates of the prose with the amount they must give: the percentage times what it
-- is a percentage of. What each printed digit leaves open goes into the amount; a percentage may miss by
-- its whole last digit, since lists of them are made to add up to 100.
with found as (

    {{ union_by_name([
        ref('statements_of_shares'),
        ref('statements_of_completions'),
        ref('statements_of_changes'),
    ]) }}

),

derived as (

    select
        identity,
        document_id,
        figure_id as place_key,
        base_id as alternative,
        left_figure_id,
        page,
        text_key,
        locator,
        case when is_base_read_twice then second_text_key end as second_text_key,
        concat_ws('×', figure_id, base_id) as figure_id,
        (amount_yuan * base_yuan / 100)::decimal(24, 4) as amount_yuan,
        ((amount_yuan * base_half_yuan + base_yuan * half_unit_yuan * 2) / 100)::decimal(24, 8) as half_unit_yuan,
        concat(quotation, ' × (', base_clip, ')') as quotation
    from found
    where base_yuan > 0

)

select * from derived
